"""What rehearsals of thresholds say to a person, and what is wrong with a recording; part of `said_texts`."""

SAID_OF_REHEARSALS = (
    "a newer rehearsal took its place",
    "the rehearsal was stopped",
    "the rehearsal took longer than {s} s: ask for fewer hours or a shorter recording",
    "the rehearsal needs too much memory: ask for fewer hours or a shorter recording",
    "the rehearsal ended with exit code {code}: {why}",
    "the rehearsal's answer cannot be read: {error}",
    "no word",
    "{path} does not exist. Check the spelling of the path.",
    "{path} is a folder. Give the recording files in it, one by one.",
    "{path} cannot be read: {why}. Check its permissions.",
    "{path} holds no recorded message ({count} lines). Give a recording that has some.",
    "{file} is cut off or damaged after line {number} ({why}). Take a fresh copy, or unpack it and keep the "
    "whole lines. ({path})",
    "{file}, line {number}: {text} is no known recording format. Known are '<receive ns> <JSON>' and "
    "cryptofeed's '<seconds>: <message>', plain or gzipped. ({path})",
    "{file}, line {number}: this line does not look like the lines before it ({text}). Remove the line or "
    "take a fresh copy of the file. ({path})",
    "{file}, line {number}: {why}. Remove the line or take a fresh copy of the file. ({path})",
    "the price {price} is not above zero",
    "the message is broken ({error})",
    "{names}: no best prices (bookTicker) are in it. Take a recording with them",
)
