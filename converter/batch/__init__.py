"""A folder of stories to a folder of books: what is due, in many processes, one record a story.

``folder.py`` finds the stories and ``watch.py`` waits for more, ``digests.py`` says which are due by what
``records.py`` has, ``series.py`` which of them become one book, and ``places.py`` where their books go.
``work.py`` is what a worker does with one of them; workers are the processes of ``workers.py`` or a
``cluster.py``. ``run.py`` strings these together, and ``report.py`` tells how it went.
"""

from converter.batch.cluster import cluster
from converter.batch.folder import find_parts, find_stories
from converter.batch.report import write_report
from converter.batch.run import convert_stories
from converter.batch.stories import State, Story
from converter.batch.watch import arrivals
from converter.batch.workers import processes

__all__ = [
    "State",
    "Story",
    "arrivals",
    "cluster",
    "convert_stories",
    "find_parts",
    "find_stories",
    "processes",
    "write_report",
]
