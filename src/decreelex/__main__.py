"""``python -m decreelex`` is the command decreelex."""

from decreelex.cli import main

main()
