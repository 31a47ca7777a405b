"""A throwaway site of Wagtail's own pages, the peer of ``bench/wagtail_pages.py``; no part of the product."""
