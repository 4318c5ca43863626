"""公墓管理的页面：登记册、一处公墓、登记和检查的表单、使用期满。"""

from __future__ import annotations

from doudi.pages.declare import Page
from doudi.programmes.funeral.cemeteries import measuring, queries, registering, relocating
from doudi.programmes.funeral.cemeteries.pages import doing, listing, one, relocations, terms

PAGES = (
    Page("cemeteries", "公墓和骨灰堂", listing.cemeteries_page, queries.READERS, icon="building-community"),
    Page("terms", "使用期满", terms.terms_page, queries.READERS, icon="hourglass"),
    Page("relocations", "迁坟补偿名册", relocations.relocations_page, relocating.READERS, icon="list-check"),
    Page("relocation_new", "登记迁坟补偿", relocations.new_page, relocating.ENTERERS, "relocations/new/"),
    Page("new", "登记公墓", doing.register_page, registering.REGISTRARS, "cemeteries/new/"),
    Page("cemetery", "公墓详情", one.cemetery_page, queries.READERS, "cemeteries/<int:pk>/"),
    Page("state", "变更状态", doing.state_page, registering.REGISTRARS, "cemeteries/<int:pk>/state/"),
    Page("block", "开设墓区", doing.block_page, registering.REGISTRARS, "cemeteries/<int:pk>/block/"),
    Page("measure", "登记实测", doing.measure_page, measuring.MEASURERS, "cemeteries/<int:pk>/measure/"),
    Page("inspect", "年度检查", doing.inspect_page, measuring.INSPECTORS, "cemeteries/<int:pk>/inspect/"),
    Page("reserve", "预留墓位", doing.reserve_page, registering.RESERVERS, "cemeteries/<int:pk>/reserve/"),
    Page(
        "reservation_release", "解除预留", doing.release_page, registering.RESERVERS, "reservations/<int:pk>/release/"
    ),
    Page(
        "inspection", "办理检查结果", doing.inspection_page, measuring.INSPECTORS, "inspections/<int:pk>/<slug:what>/"
    ),
    Page("tell", "期满告知", terms.tell_page, registering.RESERVERS, "terms/<slug:key>/tell/"),
    Page("renew", "续期", terms.renew_page, registering.RESERVERS, "terms/<slug:key>/renew/"),
)
