"""办法管理: the office's books and those built in: what holds where and when, every step of a version, what a change does."""
