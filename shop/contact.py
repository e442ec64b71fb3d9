"""E-mail addresses and phone numbers, in the forms they are compared in."""

import hmac
import re
import string
import unicodedata

import phonenumbers

SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
PLUS = ("+", "＋")
# Mobile numbers that have, or had, a digit more when dialled from abroad: WhatsApp writes some one way, shops
# the other. In Brazil eight digits from 6 on are a mobile's without its 9 (other lines begin with 2 to 5); in
# Mexico the 1, and in Argentina the 9, stand before a ten-digit number that no other line has.
SAME_LINE = (
    (re.compile(r"\+55(\d\d)([6-9]\d{7})", re.ASCII), r"+55\g<1>9\g<2>"),
    (re.compile(r"\+521(\d{10})", re.ASCII), r"+52\g<1>"),
    (re.compile(r"\+549(\d{10})", re.ASCII), r"+54\g<1>"),
)


def email_key(email: str | None) -> str | None:
    """Trimmed, with the capitals A to Z made small; None for nothing.

    Nobody tells mailboxes apart by case, and phones begin with a capital. No other character is taken for
    another that looks like it or that Unicode would fold into it: "ⓐ@…", "ſ@…" and "K@…" (the Kelvin sign)
    are other people's addresses.
    """
    if email is None:
        return None
    return email.strip().strip("<>").translate(SMALL) or None


def phone_key(phone: str | None, country: str | None) -> str | None:
    """E.164, a national number read as of `country`; "+" and its digits if that fails; None for nothing.

    A line that may be written in two ways has one key.
    """
    if phone is None or not (digits := contact_digits(phone)):
        return None
    stated = phone.strip().startswith(PLUS) or digits.startswith("00")
    attempts = (_international(digits), _national(digits, country))
    best = attempts if stated else attempts[::-1]
    return next((key for key in best if key), _one_form("+" + digits))


def matches(contact: str, email: str | None, phone: str | None, country: str | None) -> bool:
    """Whether `contact` is this e-mail key or this phone key; the work is the same whatever it is.

    A national number is read as of `country` and as of the phone's own.
    """
    digits = contact_digits(contact)
    by_email = _same(email_key(contact), email)
    readings = (
        _international(digits) or _one_form("+" + digits),
        _national(digits, country),
        _national(digits, _region(phone)),
    )
    by_phone = [_same(reading, phone) for reading in readings]  # all of them: the work must not tell
    return by_email | (any(by_phone) & bool(digits) & ("@" not in contact))


def contact_digits(text: str) -> str:
    """The decimal digits of a text in any script, as 0 to 9; circled and raised ones are none."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def _same(given: str | None, known: str | None) -> bool:
    """Constant-time equality; nothing is equal to nothing known."""
    left, right = (given or "").encode(), (known or "").encode()
    return hmac.compare_digest(left, right) & (given is not None) & (known is not None)


def _international(digits: str) -> str | None:
    return _e164("+" + digits.removeprefix("00"), None)


def _national(digits: str, country: str | None) -> str | None:
    return _e164(digits, country or "ZZ")


def _e164(text: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return _one_form(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _one_form(number: str) -> str:
    """The one key of a line that is written in two ways."""
    for pattern, form in SAME_LINE:
        if pattern.fullmatch(number):
            return pattern.sub(form, number)
    return number


def _region(phone: str | None) -> str | None:
    """The country that a known phone's code stands for, or the largest of those that share it."""
    try:
        parsed = phonenumbers.parse(phone or "", None)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.region_code_for_country_code(parsed.country_code or 0)
