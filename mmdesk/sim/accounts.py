"""Balances, free and locked, in exact 1e-8 integers: what one loses, another or the fee pot gains."""

from collections import deque
from decimal import Decimal

from mmdesk.sim.types import AccountSpec, Balance, VenueReject
from mmdesk.sim.units import E8, from_e8, to_e8

INSUFFICIENT = "Account has insufficient balance for requested action."


class Account:
    """One customer. `touched` names the assets changed since the last balance event."""

    __slots__ = ("account_id", "corrections", "free", "locked", "maker_fee_e8", "taker_fee_e8", "touched")

    def __init__(self, spec: AccountSpec) -> None:
        self.account_id = spec.account_id
        self.free = {asset: to_e8(amount) for asset, amount in spec.balances.items()}
        self.locked = dict.fromkeys(self.free, 0)
        self.maker_fee_e8 = to_e8(spec.maker_fee)
        self.taker_fee_e8 = to_e8(spec.taker_fee)
        self.touched: set[str] = set()
        self.corrections: deque[int] = deque()
        """Commission in quote that the next fills pay on top of the rate, one each; negative: given back."""
        if any(amount < 0 for amount in self.free.values()):
            raise ValueError(f"account {spec.account_id}: a starting balance is negative; give 0 or more")

    def require(self, asset: str, amount: int) -> None:
        """Raises VenueReject -2010 when less is free."""
        if self.free.setdefault(asset, 0) < amount:
            raise VenueReject(-2010, INSUFFICIENT)

    def lock(self, asset: str, amount: int) -> None:
        """Reserves for an order. Raises VenueReject -2010 when less is free."""
        self.require(asset, amount)
        self.free[asset] -= amount
        self.locked[asset] = self.locked.get(asset, 0) + amount
        self.touched.add(asset)

    def unlock(self, asset: str, amount: int) -> None:
        if amount:
            self.locked[asset] -= amount
            self.free[asset] += amount
            self.touched.add(asset)

    def pay(self, asset: str, amount: int) -> None:
        """Spends what was locked."""
        self.locked[asset] -= amount
        self.touched.add(asset)

    def receive(self, asset: str, amount: int) -> None:
        self.free[asset] = self.free.get(asset, 0) + amount
        self.locked.setdefault(asset, 0)
        self.touched.add(asset)

    def balance(self, asset: str) -> Balance:
        return Balance(
            asset=asset, free=from_e8(self.free.get(asset, 0)), locked=from_e8(self.locked.get(asset, 0))
        )

    def balances(self) -> list[Balance]:
        return [self.balance(asset) for asset in sorted(self.free)]


class Accounts:
    """All customers, the fee pot, and `outside`: the net of what the anonymous market gave (+) and took (-).

    Per asset: sum(free + locked) + fee pot + outside never changes.
    """

    def __init__(self, specs: list[AccountSpec]) -> None:
        self.by_id = {spec.account_id: Account(spec) for spec in specs}
        self.fee_pot: dict[str, int] = {}
        self.outside: dict[str, int] = {}

    def get(self, account_id: str) -> Account:
        """Raises VenueReject -2015 for a stranger."""
        account = self.by_id.get(account_id)
        if account is None:
            raise VenueReject(-2015, "Invalid API-key, IP, or permissions for action.")
        return account

    def charge(self, account: Account, asset: str, amount: int, rate_e8: int, extra: int = 0) -> int:
        """Credits `amount` less the fee (rounded down to 1e-8, taken from the asset received); returns the
        fee. `extra` comes on top, as far as the account has it.
        """
        fee = min(amount * rate_e8 // E8 + extra, amount + account.free.get(asset, 0))
        account.receive(asset, amount - fee)
        self.fee_pot[asset] = self.fee_pot.get(asset, 0) + fee
        return fee

    def move_outside(self, asset: str, amount: int) -> None:
        """The anonymous market's side of a trade: + it received, - it gave."""
        self.outside[asset] = self.outside.get(asset, 0) + amount

    def total(self, asset: str) -> Decimal:
        """The constant of the conservation law, for one asset."""
        held = sum(a.free.get(asset, 0) + a.locked.get(asset, 0) for a in self.by_id.values())
        return from_e8(held + self.fee_pot.get(asset, 0) + self.outside.get(asset, 0))
