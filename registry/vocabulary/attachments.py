"""Photos and documents attached to a feature: what the registry keeps of each; the file lies beside the registry.

No ledger brings them, so they stand beside the kinds and not among them. A feature is named by its internal number, so
that its photos stay with it when its code changes.
"""

from registry.language import Label
from registry.vocabulary.fields import Choice, Field, FieldType, Kind, choice, code, number, text

JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT, CSV = "text/plain", "text/csv"
MEDIA_TYPES = (
    Choice(JPEG, Label("JPEG 照片", "JPEG photo")),
    Choice(PNG, Label("PNG 图片", "PNG picture")),
    Choice(WEBP, Label("WebP 图片", "WebP picture")),
    Choice(PDF, Label("PDF 文档", "PDF document")),
    Choice(DOCX, Label("Word 文档", "Word document")),
    Choice(XLSX, Label("Excel 工作簿", "Excel workbook")),
    Choice(TEXT, Label("文本", "Text")),
    Choice(CSV, Label("CSV 表格", "CSV table")),
)
PICTURES = (JPEG, PNG, WEBP)
"""What is shown as a picture; anything else is only handed over as a file."""
SUFFIXES = {
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    TEXT: (".txt", ".csv"),
    CSV: (".csv", ".txt"),
}
"""How the names of such files end; the first is put behind a name that ends otherwise."""

ATTACHMENTS = Kind(
    "attachments",
    Label("照片与文件", "Photos and documents"),
    Label("附件", "attachment"),
    (
        text("subject_kind", "对象类型", "Subject", required=True),
        Field("subject_id", "对象内部编号", Label("对象内部编号", "Subject number"), FieldType.NUMBER, required=True),
        text("file_name", "文件名", "File name", required=True),
        code("sha256", "SHA-256", "SHA-256", required=True),
        number("size_bytes", Label("大小", "Size"), "B"),
        choice("media_type", "文件类型", "Type", MEDIA_TYPES, required=True),
        text("caption", "说明", "Caption"),
        text("attached_by", "附加人", "Attached by", required=True),
        Field("attached_at", "附加时间", Label("附加时间", "Attached at"), FieldType.TIME, required=True),
        Field("taken_at", "拍摄时间", Label("拍摄时间", "Taken at"), FieldType.TIME),
        number("photo_lon", Label("照片经度", "Longitude of the photo"), "deg", minimum=-180.0),
        number("photo_lat", Label("照片纬度", "Latitude of the photo"), "deg", minimum=-90.0),
    ),
    has_place=False,
    key=("subject_kind", "subject_id", "sha256"),
)
