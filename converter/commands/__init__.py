"""The commands, one file each: arguments to calls, results to lines.

A command loads what it needs when it runs, so that none pays for the others, and ``--help`` for nothing.
"""
