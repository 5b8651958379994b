"""Error spending: how many errors a test that looks again and again may make at each of its looks.

Lan and DeMets (1983, Biometrika 70:659) let a function of the share of the budget that is spent say how much of the
error probability may be spent with it; the looks need not be planned. Ours is ``total * share`` (the power family of
Kim and DeMets 1987 with exponent 1): a large loss is found early, and the last look still has its part.

What a look may spend is the level of that look's own test. By Boole's inequality all looks together then err with at
most ``total``, however the looks depend on each other and however the variance is estimated anew at each; the exact
boundaries, which assume a known variance and a normal process, would be a little less strict.
"""

from __future__ import annotations

LEAST_GROWTH = 1.25
"""A look is worth its error when there is a quarter more to look at than at the last one."""


class ErrorSpending:
    """An error probability, spent look by look."""

    def __init__(self, total: float) -> None:
        self.total = total
        self._spent_share = 0.0

    def is_worth_a_look(self, share: float) -> bool:
        """Whether enough of the budget has been used since the last look."""
        return share >= 1 or share >= LEAST_GROWTH * self._spent_share

    def spend(self, share: float) -> float:
        """The level of a look when this share of the budget has been used; what is left with the last one (1)."""
        share = min(1.0, share)
        level = self.total * max(0.0, share - self._spent_share)
        self._spent_share = max(self._spent_share, share)
        return level
