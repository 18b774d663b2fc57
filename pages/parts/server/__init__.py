"""What stands between the browser and Streamlit: who is let in, the program's own files on the wire, unknown addresses."""
