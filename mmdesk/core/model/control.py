"""The sixteen pre-trade controls by the numbers of ORDERS 6, in the order in which they are shown, and the
breakers' permission, which every order passes too."""

from enum import IntEnum


class Control(IntEnum):
    """Which control; one may watch several scopes and hold several rules."""

    ORDER_VALUE = 1
    ORDER_QUANTITY = 2
    PRICE_COLLAR = 3
    POSITION = 4
    OPEN_ORDERS = 5
    MESSAGE_RATE = 6
    REPEATED_EXECUTION = 7
    DUPLICATE_ORDER = 8
    FREE_BALANCE = 9
    DAILY_LOSS = 10
    DRAWDOWN = 11
    SELF_MATCH = 12
    POST_ONLY = 13
    INSTRUMENT = 14
    DATA = 15
    KILL = 16
    BREAKER = 17
    """Not of the sixteen: what the circuit breakers of ORDERS 7 allow."""
