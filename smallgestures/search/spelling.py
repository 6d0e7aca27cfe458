"""How near two words are, and by what a word is found that is nearly right."""

SHORTEST = 4  # shorter words are near to too many others
LONGEST = 24
LONG = 8  # from here on a word may have two mistakes


def variants_of(word: str) -> list[str]:
    """Return the word and everything that one letter less makes of it.

    Two words with one mistake between them (a letter too many, too few, wrong, or two in the
    wrong order) have a variant in common.
    """
    if not is_checked(word):
        return []
    shorter = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return list(dict.fromkeys([word, *shorter]))


def is_checked(word: str) -> bool:
    """Say whether mistakes are looked for in a word of this length."""
    return SHORTEST <= len(word) <= LONGEST


def mistakes_allowed(word: str) -> int:
    """Return how many mistakes still make it this word."""
    if not is_checked(word):
        return 0
    return 2 if len(word) >= LONG else 1


def distance(one: str, other: str, *, limit: int) -> int:
    """Return how many mistakes lie between two words, counted up to `limit` + 1.

    Two neighbouring letters in the wrong order are one mistake.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, its in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > limit:
            return limit + 1
        before, last = last, line
    return min(last[-1], limit + 1)
