"""Settings and where they come from; `auditor.config.load` reads them."""

from auditor.config.settings import CrawlSettings, FetchSettings, Settings, SiteSettings

__all__ = ["CrawlSettings", "FetchSettings", "Settings", "SiteSettings"]
