"""`python -m ledger.demo` fills the ledger of a demonstration: the command's old place, the invented data are in `demo`."""

import runpy

if __name__ == "__main__":
    runpy.run_module("demo.ledger.fill", run_name="__main__")
