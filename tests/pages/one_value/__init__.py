"""Every fact that the program prints has one value: pages, commands and Excel files read by meaning and held together."""
