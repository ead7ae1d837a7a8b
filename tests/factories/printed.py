"""What a printed file says to whoever reads it with anything but eyes."""

from io import BytesIO

from pypdf import PdfReader


def words_of_pdf(content: bytes) -> str:
    """The text of every page, then what the file says of itself, its outline and the names of what is attached."""
    read = PdfReader(BytesIO(content))
    pages = [page.extract_text() for page in read.pages]
    metadata = read.xmp_metadata
    told = [*map(str, (read.metadata or {}).values()), metadata.stream.get_data().decode() if metadata else ""]
    return "\n".join([*pages, *told, *map(str, read.outline), *read.attachments])
