"""A small web server over a folder of stories and books: pages for e-readers, catalogues for apps, a desk.

``folder.py`` finds what is in the folder, ``library.py`` keeps an index of it; ``facts.py`` says what that
knows of a book. ``making.py`` is the work of other processes: reading, making books, covers, previews;
``workshop.py`` has it done, in time, once. ``browse.py`` are the pages that an old e-reader shows as well,
``opds.py`` the catalogues (OPDS 1.2 and 2.0), ``desk.py`` the pages for whoever looks after the stories.
``safety.py`` stands before all of them; ``connection.py`` cuts clients off that never finish; ``server.py``
puts the parts together and runs them.

A client names books by number. Of all that it sends only the name of a new story becomes part of a path, and
``converter/names.py`` makes it safe before.
"""
