"""What the help page says of the map, the section page and long jobs."""

from registry.language import Label

MAP_JOBS: tuple[tuple[Label, tuple[Label, ...]], ...] = (
    (
        Label("看今天要办的事", "See what needs you today"),
        (
            Label(
                "“首页”列出核查问题、待复核归属、逾期整治、未达标断面和各市报送进度，点开即到办理的页面。",
                "Home lists findings, doubtful assignments, overdue rectification, sections out of class and how far "
                "the cities are; each leads to the page where it is done.",
            ),
            Label(
                "在一页选定的市、县、断面、类别等筛选，到别的页面仍然有效；“清除”一次取消。",
                "Filters chosen on one page hold on the others; Clear takes them all away.",
            ),
        ),
    ),
    (
        Label("用好地图", "Get the most from the map"),
        (
            Label(
                "远观时，排污口和行政村按县或断面计数，各数之和与图例一致；点击数字放大。图例中可选着色依据、开关图层"
                "；灰色表示未知。",
                "Far out, outlets and villages are counted per county or section; the counts add up to the legend, "
                "and a click goes nearer. The legend switches layers and colours; grey means not known.",
            ),
            Label(
                "查找框可输入名称、编码、拼音或首字母、河流、县、乡镇，或任意写法的坐标；多个词用空格分开可缩小范围。",
                "Search takes names, codes, pinyin or initials, rivers, counties, towns, or a coordinate in any form; "
                "several words with a blank between narrow it.",
            ),
            Label(
                "左侧工具：⟷ 沿水量距；▭ ⬠ ∿ 按矩形、多边形、河段选择；☰ 列出当前视野；末一个打印 A4、A3 的 PDF、PNG。"
                "地图下方可按断面选择，并导出写明筛选、日期和修订的工作簿。",
                "Tools at the left: ⟷ measures along the water; ▭ ⬠ ∿ select by rectangle, polygon, stretch; ☰ lists "
                "what is in view; the last one prints A4 or A3 as PDF or PNG. Below the map select by section, and "
                "save the selection as a workbook that names filters, day and revision.",
            ),
            Label(
                "视野、筛选、选中的对象、日期、着色和关闭的图层都在网址里：可收藏、转发，可前进后退，刷新不丢。",
                "View, filters, choice, day, colours and kinds put away are in the address: keep it, pass it on, go "
                "back and forward; a refresh loses nothing.",
            ),
        ),
    ),
    (
        Label("在地图上修改", "Edit on the map"),
        (
            Label(
                "选中对象后，在右侧移动、注销、合并、拆分或修改字段；移动前先看新的断面、可靠程度和距离。每次保存是一"
                "次修订，可立即撤销。",
                "With a feature chosen, move, close, merge, split it or edit its fields at the right; a move first "
                "shows the new section, grade and distance. Each save is one revision and can be undone at once.",
            ),
            Label(
                "拆分后的排污口不沿用流量、浓度和整治任务，请另行填报。",
                "Parts of a split outlet do not take over flow, concentrations or rectification duties: enter them "
                "anew.",
            ),
            Label(
                "照片和文件按内容保存在登记簿旁的“.files”文件夹，备份一并带上；照片自带的坐标与对象位置比较，相差过大"
                "时提示。",
                "Photos and documents lie in the “.files” folder beside the registry, and backups carry them. The "
                "place in a photo is compared with the feature's; one too far off is marked.",
            ),
        ),
    ),
    (
        Label("看一个断面的全部情况", "See everything of one section"),
        (
            Label(
                "“断面”页汇总水质、目标、负荷、覆盖、存疑和逾期；带状图沿水流向上排列排污口、湿地、村庄和支流，列表中"
                "按回车可在地图上打开。",
                "The Section page brings together class, target, loads, coverage, doubts and what is overdue; its "
                "strip lays the river straight, and Enter in its list opens a feature on the map.",
            ),
            Label(
                "“生成本断面离线文件”得到一个网页文件，双击即可打开，不用网络，可打印。",
                "“Section as one file” gives one HTML file that opens by double click without a network, and prints.",
            ),
        ),
    ),
)
MAP_KEYS = (
    Label(
        "地图：方向键移动，加减号缩放；回车打开离地图中心十字最近的要素或数量牌，使用工具时则以中心为点；"
        "退格撤回一点，Esc 结束工具或取消选择。",
        "On the map: arrows move, plus and minus zoom; Enter opens the feature or card of counts nearest to the cross "
        "in the middle, and with a tool in hand takes the middle as a place; Backspace takes one back, Esc ends a tool "
        "or the choice.",
    ),
)
