"""阳光 Yangguang: a district government's open-government year, proved from its own records."""

__version__ = "0.1.0"
