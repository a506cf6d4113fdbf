"""Archives and XML from strangers, opened so that no file can eat the machine.

A Word file, a workbook and a project are zip archives of XML. A few kilobytes can unfold to
gigabytes (a bomb), a member can be named so that it would be written elsewhere, and XML can define
entities that grow without end. What is opened here is bounded, and nothing is written to disk.
"""

from __future__ import annotations

import io
import zlib
from zipfile import BadZipFile, LargeZipFile, ZipFile

from insight.errors import SourceError

LARGEST_UNPACKED = 300_000_000
LARGEST_RATIO = 200
SMALL_UNPACKED = 20_000_000
MOST_MEMBERS = 20_000
ENCRYPTED_OFFICE = b"\xd0\xcf\x11\xe0"


def checked_archive(raw: bytes, where: str, what: str, remedy: str) -> ZipFile:
    """The zip archive in `raw`, once its declared sizes and names are seen to be harmless.

    `what` and `remedy` word the error for a file that is none, such as "a Word document". Raises
    SourceError, naming `where`: damaged, locked with a password, unfolding to more than
    LARGEST_UNPACKED bytes or, beyond SMALL_UNPACKED, more than LARGEST_RATIO times its size, or
    holding a member that would lie outside the archive.
    """
    if raw.startswith(ENCRYPTED_OFFICE):
        raise SourceError(
            f"this is not {what}: it is locked with a password, or of an old version of Office",
            where=where,
            remedy="open it, take the password out, and save it anew in the present format",
        )
    try:
        archive = ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError):
        raise SourceError(
            f"this is not {what}, or it is damaged", where=where, remedy=remedy
        ) from None
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or unpacked > max(SMALL_UNPACKED, LARGEST_RATIO * len(raw))
    ):
        raise SourceError(
            "the file unfolds to far more than it can honestly hold, as an attack would",
            where=where,
            remedy="ask who sent it for another export",
        )
    if any(_leads_out(member.filename) for member in members):
        raise SourceError(
            "the file names parts that would lie outside of it, as an attack would",
            where=where,
            remedy="ask who sent it for another export",
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise SourceError(
            "the file is locked with a password", where=where, remedy="save it without one"
        )
    return archive


def member_of(archive: ZipFile, name: str, where: str) -> bytes:
    """Bytes of the member `name`, never more than it declares; SourceError where it is damaged."""
    try:
        size = archive.getinfo(name).file_size
        with archive.open(name) as stream:
            found = stream.read(size + 1)
    except (KeyError, ValueError, BadZipFile, zlib.error, EOFError, OSError, RuntimeError):
        found, size = b"", -1
    if len(found) > size:
        raise SourceError(
            "the file is damaged", where=where, remedy="export it again, or repair it"
        ) from None
    return found


def parsed_xml(raw: bytes, where: str) -> object:
    """Root element (xml.etree) of the XML in `raw`, in which no entity and no DTD is allowed."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(raw, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise SourceError(
            "the XML inside the file is damaged, or defines entities",
            where=where,
            remedy="export it again",
        ) from None


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]
