"""What an employer's posts come to as a budget: the levy falls on the whole pay bill, and some posts stand empty."""

from dataclasses import dataclass
from decimal import Decimal

from transfer.kernel.money import part_of


def levy_of_bill(pay_pence: int, rate: Decimal, allowance_pence: int) -> int:
    """max(0, rate × an employer's whole pay bill − its allowance), in pence. Source: domain/finance.md §4."""
    return max(0, part_of(pay_pence, rate) - allowance_pence)


def vacancy_factor(posts_pence: int, percent: Decimal) -> int:
    """What is taken off for posts that will stand empty: −v% of what all posts cost, as a line of its own. Source:
    domain/finance.md §4."""
    return -part_of(posts_pence, percent / 100)


@dataclass(frozen=True)
class StaffBudget:
    """One employer's posts in a full year, in pence. posts: with the levy of each post; unpriced: how many posts have
    no salary, and are in none of these."""

    employer: str
    posts: int
    unpriced: int
    pay_pence: int
    levy_by_post_pence: int
    levy_pence: int
    posts_pence: int
    vacancy_pence: int

    @property
    def budget_pence(self) -> int:
        return self.posts_pence + self.vacancy_pence


@dataclass(frozen=True)
class PostGap:
    """An employer's pay budget of a service beside what its posts cost in a full year, in pence. service: "" for what
    no service owns; unpriced: how many of the posts have no salary, and cost nothing here."""

    organisation_id: int
    service: str
    posts: int
    unpriced: int
    budget_pence: int
    cost_pence: int

    @property
    def pence(self) -> int:
        """The pay budget less what the posts cost: below zero, there is less money than posts."""
        return self.budget_pence - self.cost_pence
