"""What Fascicle costs, beside what others cost that make books of text: ``python -m benchmarks``.

``stories.py`` makes the texts up, ``tools.py`` has the commands that are compared, ``processes.py`` says
what a command cost, and ``batch.py`` what a folder does; ``report.py`` makes a table and a picture of it all.
Numbers are only worth something on a machine that does nothing else.
"""
