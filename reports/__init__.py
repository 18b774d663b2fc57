"""Excel, Word and PowerPoint files from frames; they know neither the pages nor the indicators."""
