"""E-mail addresses and phone numbers, in the forms they are compared in."""

import hmac
import re
import unicodedata

import phonenumbers


def email_key(email: str | None) -> str | None:
    """Trimmed, normalised and case-folded; None for nothing."""
    if email is None:
        return None
    return unicodedata.normalize("NFKC", email).strip().strip("<>").casefold() or None


def phone_key(phone: str | None, country: str | None) -> str | None:
    """E.164, a national number read as of `country`; "+" and its digits if that fails; None for nothing."""
    if phone is None or not (digits := _digits(phone)):
        return None
    stated = phone.strip().startswith(("+", "＋")) or digits.startswith("00")
    attempts = (_international(digits), _national(digits, country))
    best = attempts if stated else attempts[::-1]
    return next((key for key in best if key), "+" + digits)


def matches(contact: str, email: str | None, phone: str | None, country: str | None) -> bool:
    """Whether `contact` is this e-mail key or this phone key; the work is the same whatever it is."""
    digits = _digits(contact)
    by_email = _same(email_key(contact), email)
    read_abroad = _same(_international(digits) or "+" + digits, phone)
    read_at_home = _same(_national(digits, country), phone)
    return by_email | ((read_abroad | read_at_home) & bool(digits) & ("@" not in contact))


def _same(given: str | None, known: str | None) -> bool:
    """Constant-time equality; nothing is equal to nothing known."""
    left, right = (given or "").encode(), (known or "").encode()
    return hmac.compare_digest(left, right) & (given is not None) & (known is not None)


def _digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"\D", "", "".join(str(unicodedata.digit(char, char)) for char in plain))


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
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
