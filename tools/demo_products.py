"""Draw the demo products' pictures from frames of the demo clips; every pixel is our own.

Run: python tools/demo_products.py smallgestures/seed/media
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image, ImageDraw, ImageFilter

WHOLE = (880, 1100)
SQUARE = 288
QUALITY = 82
WALLS = {
    "aurora": ((224, 228, 236), (188, 196, 212)),
    "dunes": ((246, 230, 218), (222, 190, 170)),
    "ocean": ((232, 226, 238), (196, 186, 212)),
    "city": ((238, 226, 232), (208, 188, 202)),
}
CLOTHS = {
    "silk_rose": ((250, 238, 234), (232, 206, 200)),
    "silk_teal": ((230, 240, 238), (196, 216, 212)),
}


def frame_of(clip: Path, at_s: float = 3.0) -> Image.Image:
    """Return one frame of a clip."""
    with tempfile.TemporaryDirectory() as folder:
        png = Path(folder) / "frame.png"
        command = [get_ffmpeg_exe(), "-v", "error", "-ss", str(at_s), "-i", str(clip)]
        subprocess.run([*command, "-frames:v", "1", str(png)], check=True)
        return Image.open(png).convert("RGB")


def wall(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    """Return a plain wall, lit from above."""
    column = Image.new("RGB", (1, WHOLE[1]))
    for y in range(WHOLE[1]):
        t = y / WHOLE[1]
        column.putpixel(
            (0, y), tuple(round(a + (b - a) * t) for a, b in zip(top, bottom, strict=True))
        )
    return column.resize(WHOLE)


def with_shadow(scene: Image.Image, box: tuple[int, int, int, int], blur: int = 34) -> Image.Image:
    """Return the scene with the soft shadow of something that hangs at `box`."""
    shadow = Image.new("L", scene.size, 0)
    left, top, right, bottom = box
    ImageDraw.Draw(shadow).rectangle((left + 10, top + 34, right + 16, bottom + 40), fill=120)
    dark = Image.new("RGB", scene.size, (30, 22, 34))
    return Image.composite(dark, scene, shadow.filter(ImageFilter.GaussianBlur(blur)))


def framed_print(clip: Path, name: str) -> Image.Image:
    """Return a print in a thin oak frame on a wall."""
    box = (190, 150, 690, 890)
    scene = with_shadow(wall(*WALLS[name]), box)
    pen = ImageDraw.Draw(scene)
    pen.rectangle(box, fill=(178, 138, 98))
    pen.rectangle((box[0] + 4, box[1] + 4, box[2] - 4, box[3] - 4), fill=(202, 164, 122))
    pen.rectangle((box[0] + 18, box[1] + 18, box[2] - 18, box[3] - 18), fill=(250, 248, 244))
    inner = (box[0] + 66, box[1] + 66, box[2] - 66, box[3] - 66)
    size = (inner[2] - inner[0], inner[3] - inner[1])
    picture = frame_of(clip)
    height = round(picture.width * size[1] / size[0])
    top = (picture.height - height) // 2
    picture = picture.crop((0, top, picture.width, top + height))
    scene.paste(picture.resize(size, Image.Resampling.LANCZOS), inner[:2])
    return scene


def hung_cloth(clip: Path, name: str) -> Image.Image:
    """Return a scarf laid flat, with a hemmed edge."""
    box = (150, 250, 730, 830)
    scene = with_shadow(wall(*CLOTHS[name]), box, blur=26)
    side = box[2] - box[0]
    picture = frame_of(clip)
    cut = picture.crop((0, 200, 720, 920)).resize((side, side), Image.Resampling.LANCZOS)
    pen = ImageDraw.Draw(cut)
    pen.rectangle((0, 0, side - 1, side - 1), outline=(255, 246, 240), width=10)
    pen.rectangle((10, 10, side - 11, side - 11), outline=(120, 30, 50), width=2)
    layer = Image.new("RGBA", WHOLE)
    layer.paste(cut, box[:2])
    layer = layer.rotate(-4, Image.Resampling.BICUBIC, center=(440, 540))
    return Image.alpha_composite(scene.convert("RGBA"), layer).convert("RGB")


def save(picture: Image.Image, folder: Path, name: str) -> None:
    """Write a picture and its square."""
    picture.save(folder / f"product-{name}.webp", quality=QUALITY, method=6)
    side = min(picture.size)
    top = (picture.height - side) // 2
    square = picture.crop((0, top, side, top + side)).resize((SQUARE, SQUARE))
    square.save(folder / f"product-{name}-sq.webp", quality=QUALITY, method=6)


def main(folder: Path) -> None:
    """Draw every picture that isn't a frame as it is."""
    for name in WALLS:
        save(framed_print(folder / f"{name}.mp4", name), folder, f"{name}-print")
    for name in CLOTHS:
        save(hung_cloth(folder / f"{name}.mp4", name), folder, f"{name.replace('_', '-')}-scarf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
