"""A folder of stories to a folder of books: what is due, in many processes, one record a story.

``folder.py`` finds the stories, ``digests.py`` says which are due, ``places.py`` where their books go;
``work.py`` is what a worker does with one of them, ``workers.py`` who does it. ``run.py`` strings these
together, and ``report.py`` tells how it went.
"""

from converter.batch.folder import find_parts, find_stories
from converter.batch.report import write_report
from converter.batch.run import convert_stories
from converter.batch.stories import State, Story

__all__ = ["State", "Story", "convert_stories", "find_parts", "find_stories", "write_report"]
