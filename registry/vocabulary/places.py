"""Fields that every kind with a place shares: city, county, coordinates."""

from registry.language import Label
from registry.vocabulary.fields import Field, FieldType, number, text

CITY = text("city", "市", "City", required=True, aliases=("地市", "设区市", "所在市", "市州"))
COUNTY = text("county", "县", "County", required=True, aliases=("县区", "县(区)", "县(市、区)", "区县", "所在县"))
TOWNSHIP = text("township", "乡镇", "Township", aliases=("乡镇街道", "乡(镇)", "所在乡镇"))
VILLAGE = text("village", "村", "Village", aliases=("行政村", "所在村"))
REMARK = text("remark", "备注", "Remark", aliases=("说明",))
SYNTHETIC = Field(
    "synthetic",
    "合成数据",
    Label("合成数据", "Synthetic"),
    FieldType.FLAG,
    in_ledger=False,
    definition=Label("为演示生成的记录,不是真实资料", "Made up for the demonstration; not a real record"),
)


def _degrees(name: str, label: Label, low: float, high: float, aliases: tuple[str, ...], *, required: bool) -> Field:
    return Field(
        name,
        label.zh,
        label,
        FieldType.NUMBER,
        required,
        unit="deg",
        minimum=low,
        maximum=high,
        aliases=aliases,
        definition=Label("CGCS2000 十进制度", "CGCS2000 decimal degrees (EPSG:4490)"),
    )


def longitude(*, required: bool = True) -> Field:
    """Return the longitude field."""
    return _degrees(
        "lon",
        Label("经度", "Longitude"),
        73.0,
        136.0,
        ("东经", "经度(度)", "经度(°)", "lon", "longitude"),
        required=required,
    )


def latitude(*, required: bool = True) -> Field:
    """Return the latitude field."""
    return _degrees(
        "lat",
        Label("纬度", "Latitude"),
        3.0,
        54.0,
        ("北纬", "纬度(度)", "纬度(°)", "lat", "latitude"),
        required=required,
    )


ACCURACY = number(
    "accuracy_m",
    Label("坐标精度", "Coordinate accuracy"),
    "m",
    maximum=50_000.0,
    aliases=("定位精度", "精度(m)"),
)
