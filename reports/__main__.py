"""`python -m reports pptx|docx|xlsx|html|list …`: the command for scheduled runs, where people look for it; `shows` does the work."""

import runpy

if __name__ == "__main__":
    runpy.run_module("shows", run_name="__main__")
