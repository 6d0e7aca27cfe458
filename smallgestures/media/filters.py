"""The filters of a conversion: which frames, how large, in which colours."""

from smallgestures.media import strip
from smallgestures.media.cut import Cut
from smallgestures.media.plan import Plan, fit
from smallgestures.media.probe import Picture, Probed

# Reference white of HDR video (ITU-R BT.2408). Up to half of it stays as it is, what is brighter
# is bent below the screen's white; hable, the usual choice, left faces at half their brightness.
WHITE_NITS = 203
TONE_CURVE = "tonemap=mobius:desat=0:param=0.5:peak=5"
# The first may be black.
ONE_A_SECOND = r"isnan(prev_selected_t)+gte(t-prev_selected_t\,1)"


def graph(plan: Plan) -> str:
    """Return the filters between the original and every file that is made of it."""
    rate = plan.rate[1]
    picture, best = plan.probed.picture, plan.rungs[0]
    source = "[0:V:0]"
    chains = []
    if plan.with_strip:
        chains.append(f"{source}split[original][whole]")
        chains.append(f"[whole]fps={rate},{_strip(plan.probed)}[strip]")
        source = "[original]"
    steady = f"fps={rate}"
    if not plan.cut.is_whole:
        start = seconds(plan.cut.start_ms)
        # From 0 on, also where the first frame that is kept comes a little later.
        steady = f"trim={_part(plan.cut)},setpts=PTS-{start}/TB,fps={rate}:start_time=0"
    ends = "".join(f"[s{rung.name}]" for rung in plan.rungs) + "[frames]"
    stills = f"[frames]select='{ONE_A_SECOND}'[stills]"
    cover_ms = plan.cut.cover_in_clip_ms(plan.clip_ms)
    if cover_ms is not None:
        ends += "[covers]"
        stills += f";[covers]{_from_on(cover_ms)}[cover]"
    chains += [
        f"{source}{steady},{_colours(picture, best.width, best.height)},setsar=1,"
        f"split={ends.count('[')}{ends}",
        f"[s{best.name}]null[v{best.name}]",
        stills,
    ]
    chains += [
        f"[s{rung.name}]scale={rung.width}:{rung.height}:flags=bicubic[v{rung.name}]"
        for rung in plan.rungs[1:]
    ]
    return ";".join(chains)


def cover_graph(at_ms: int | None) -> str:
    """Return the filters that take the stills from a clip of ours; None: from its beginning."""
    if at_ms is None:
        return f"[0:V:0]select='{ONE_A_SECOND}'[stills]"
    return f"[0:V:0]{_from_on(at_ms)}[cover]"


def sound(cut: Cut) -> str:
    """Return the filters of the sound: it begins with the picture, and keeps to its time."""
    steady = "aresample=async=1:first_pts=0"
    if cut.is_whole:
        return steady
    return f"atrim={_part(cut)},asetpts=PTS-{seconds(cut.start_ms)}/TB,{steady}"


def _from_on(ms: int) -> str:
    return rf"select='gte(t\,{seconds(ms)})'"


def _part(cut: Cut) -> str:
    end = "" if cut.end_ms is None else f":end={seconds(cut.end_ms)}"
    return f"start={seconds(cut.start_ms)}{end}"


def seconds(ms: int) -> str:
    """Return milliseconds as ffmpeg takes them."""
    return f"{ms / 1000:.3f}"


def _strip(probed: Probed) -> str:
    """Return the filters that take the strip's frames: each the first after its moment."""
    step_s = probed.duration_ms / 1000 / strip.FRAMES
    width, height = fit(
        probed.picture.width, probed.picture.height, strip.SHORT_SIDE, strip.LONG_SIDE
    )
    select = rf"gte(t\,(selected_n+0.5)*{step_s:.6f})"
    return f"select='{select}',{_colours(probed.picture, width, height)},setsar=1"


def _colours(picture: Picture, width: int, height: int) -> str:
    """Return the filters that size the picture and end in BT.709, limited range, 8 bit."""
    size = f"scale={width}:{height}:flags=bicubic"
    tagged = (
        "format=yuv420p,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    )
    if picture.is_hdr:
        # Sized first: mapping works on 32-bit floats, and a 4K frame of those is 100 MB.
        return (
            f"{size},format=yuv420p10le,"
            f"zscale=tin={picture.transfer}:min=bt2020nc:pin=bt2020:t=linear:npl={WHITE_NITS},"
            f"format=gbrpf32le,zscale=p=bt709,{TONE_CURVE},"
            f"zscale=t=bt709:m=bt709:r=tv:d=ordered,{tagged}"
        )
    untagged = picture.matrix in {"", "unknown"}
    source = ":in_color_matrix=bt709" if untagged and picture.is_high_definition else ""
    return f"{size}{source}:out_color_matrix=bt709:out_range=tv,{tagged}"
