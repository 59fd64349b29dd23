"""What fire drills say to a person; part of `said_texts`."""

SAID_OF_DRILLS = (
    "a fire drill needs mmdesk's own simulated exchange: start without a real one",
    "a fire drill is under way: wait until it is over",
    "none of our orders rests at the venue: wait until both sides are quoted",
    "what the account is worth is not known yet: wait a moment",
    "the desk is {state}: arm it, for a drill pulls quotes",
    "the desk is {state} now",
    "the engine ends",
    "the {kind} breaker is not watched on this desk: nothing would open",
    "the {kind} breaker of {scope}",
    "{breaker} is half-open: wait until it closed",
    "{breaker} holds quotes already: wait until it closed, or reset it",
    "the engine ended",
    "no breaker opened within {s} s",
    "the proof did not come in time",
    "another breaker opened first: {kind} of {scope}",
)
