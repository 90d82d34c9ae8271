"""The film as a web page: a folder that works from a disk and from any place of any server, without a network."""
