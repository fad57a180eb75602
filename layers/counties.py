"""The ground: province, the part outside the basin, city and county borders."""

from layers.style import AreaClass, Stroke
from registry.language import Label

LABEL = Label("行政区界", "Borders")
OUTSIDE_COLOR = "#e9edf0"
NAME_COLOR = "#6a6a62"
BASIN = "黄河"
"""The basin the registry is about; what drains elsewhere is shaded."""

PROVINCE = AreaClass("province", Label("山西省", "Shanxi"), "#fbfaf5", Stroke("#8d8a80", 2.0))
ELSEWHERE = AreaClass("elsewhere", Label("流域以外", "Outside the basin"), "#ecebe6", None)
CITIES = AreaClass("cities", Label("市界", "City borders"), None, Stroke("#a39f93", 1.3))
COUNTIES = AreaClass("counties", Label("县界", "County borders"), None, Stroke("#c9c5ba", 0.8))

CITY_NAMES_UNTIL = 9.0
"""City names below this zoom, county names from it on."""
