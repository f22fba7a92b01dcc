"""Numbers and names that several rooms share."""

from zoneinfo import ZoneInfo

OFFICE_ZONE_NAME = "Asia/Shanghai"
OFFICE_ZONE = ZoneInfo(OFFICE_ZONE_NAME)
"""The zone in which offices work and their accounts post: days are counted in it."""

IDS_AT_ONCE = 500
"""Ids in one SQL question; SQLite takes 999 parameters where it was built before 3.32."""
