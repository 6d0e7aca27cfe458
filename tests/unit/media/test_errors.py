import pytest

from smallgestures.media.errors import TooLong, spoken_length


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59, "59 seconds"), (60, "60 seconds"), (61, "1 min 1 s"), (180, "3 min")],
)
def test_lengths_as_people_say_them(seconds, words):
    assert spoken_length(seconds) == words


def test_too_long_says_how_long_and_how_long_it_may_be():
    refusal = TooLong(60_600, 60_000)

    assert refusal.user_message == (
        "This video is 1 min 1 s long; a clip runs at most 60 seconds. Trim it and upload it again."
    )
