"""Documents for a process without a database."""

import datetime as dt

from yangguang.search.kinds import Document


def document(pk: int, title: str) -> Document:
    return Document(id=pk, title=title, body="", url=f"/{pk}/", date=dt.datetime(2021, 6, 1, tzinfo=dt.UTC))
