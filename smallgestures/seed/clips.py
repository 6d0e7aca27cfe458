"""The demo clips. They take the same way as anybody's: stored, queued, converted by the worker."""

from dataclasses import dataclass

from sqlmodel import Session

from smallgestures import clock
from smallgestures.media.storage import Storage, hashed_key
from smallgestures.seed.products import MEDIA
from smallgestures.shop.links.service import link_products
from smallgestures.shop.models import DisclosureKind
from smallgestures.videos.captions import keep_captions
from smallgestures.videos.queries import get_by_public_id
from smallgestures.videos.service import add_video


@dataclass(frozen=True)
class DemoClip:
    """One clip; the worker takes them in this order."""

    name: str
    by: str
    caption: str
    products: tuple[str, ...] = ()
    rate_bps: int = 800
    kind: DisclosureKind = DisclosureKind.AFFILIATE

    @property
    def public_id(self) -> str:
        """The id that this clip has in every installation."""
        return "demo" + self.name.replace("_", "").title()


PAID = DisclosureKind.PAID_PARTNERSHIP

CLIPS = (
    DemoClip(
        "bottle",
        "maya",
        "Oil, vinegar, one stem of rosemary. It pours like it means it. #kitchen",
        ("fern-bottle",),
        rate_bps=1200,
        kind=PAID,
    ),
    DemoClip(
        "lamp",
        "maya",
        "Everything on my window shelf, in the order I fell for it. #home",
        ("ember-lamp", "tidal-vase", "fern-bottle"),
        kind=PAID,
    ),
    DemoClip(
        "aurora", "maya", "Forty minutes of cold feet for this. #northernlights", ("aurora-print",)
    ),
    DemoClip("vase", "noor", "Two days of glaze, one night of kiln. #ceramics", ("tidal-vase",)),
    DemoClip("silk", "ines", "What the light does to the kitchen wall at six."),
    DemoClip("silk_rose", "maya", "The one I wear when it rains. #silk", ("rose-silk-scarf",)),
    DemoClip("ocean", "noor", "No filter, no wind, nobody else. #moonrise"),
    DemoClip("dunes", "noor", "Last evening of the walk. #desert", ("dunes-print",)),
    DemoClip(
        "city", "maya", "The train home is the best seat in town. #nightcity", ("night-city-print",)
    ),
    DemoClip("silk_teal", "maya", "Slow water. Turn the sound on."),
    DemoClip("dunes_ice", "leo", "Same dunes, minus eleven degrees."),
    DemoClip("city_cyan", "leo", "Rain makes it look like the future. #nightcity"),
)


def seed_clips(db: Session, storage: Storage, people: dict[str, int]) -> int:
    """Add the clips that aren't there, for the worker to convert; return how many."""
    added = 0
    for demo in CLIPS:
        if get_by_public_id(db, demo.public_id) is not None:
            continue
        source = MEDIA / f"{demo.name}.mp4"
        source_key = "originals/" + hashed_key(source, ".mp4")
        if not storage.exists(source_key):
            storage.put_file(source, source_key)
        video = add_video(
            db,
            creator_id=people[demo.by],
            caption=demo.caption,
            source_key=source_key,
            publish_at=clock.now(),
            public_id=demo.public_id,
        )
        captions = MEDIA / f"{demo.name}.vtt"
        if captions.exists():
            video.captions_source_key = keep_captions(storage, captions.read_bytes())
            video.captions_language = "en"
        link_products(db, video.key, list(demo.products), rate_bps=demo.rate_bps, kind=demo.kind)
        added += 1
    return added
