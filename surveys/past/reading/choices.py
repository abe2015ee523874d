"""What teams write for a choice, besides its names in both languages."""

from __future__ import annotations

from surveys.models import Organ
from surveys.models.request import Channel
from surveys.models.request_event import Route

ROUTES = {
    **dict.fromkeys(("网上", "网站", "在线", "在线提交", "平台"), Route.WEB.value),
    **dict.fromkeys(("邮件", "电子邮件", "邮箱"), Route.EMAIL.value),
    **dict.fromkeys(("挂号", "挂号信", "快递", "EMS"), Route.REGISTERED.value),
    **dict.fromkeys(("特快专递", "邮政快递"), Route.REGISTERED.value),
    **dict.fromkeys(("平信", "信函", "邮寄"), Route.POST.value),
    **dict.fromkeys(("当面", "现场", "窗口"), Route.IN_PERSON.value),
    **dict.fromkeys(("信箱", "市长信箱", "领导信箱"), Route.MAILBOX.value),
    **dict.fromkeys(("12345", "热线"), Route.HOTLINE.value),
}
CHANNELS = {
    **dict.fromkeys(("依申请公开", "信息公开", "申请公开", "公开申请"), Channel.DISCLOSURE.value),
    **dict.fromkeys(("政府咨询", "咨询"), Channel.CONSULTATION.value),
}
ORGANS = {
    **dict.fromkeys(("发改委", "发展改革委", "发改局"), Organ.Kind.DEVELOPMENT_REFORM.value),
    **dict.fromkeys(("自然资源局", "自然资源"), Organ.Kind.NATURAL_RESOURCES.value),
    **dict.fromkeys(("生态环境局", "生态环境"), Organ.Kind.ECOLOGY_ENVIRONMENT.value),
    **dict.fromkeys(("政府办", "政府办公室", "市政府"), Organ.Kind.GOVERNMENT_OFFICE.value),
    **dict.fromkeys(("林业局", "林草局"), Organ.Kind.FORESTRY.value),
    **dict.fromkeys(("其他", "其他机关"), Organ.Kind.OTHER.value),
    "统计局": Organ.Kind.STATISTICS.value,
    "财政局": Organ.Kind.FINANCE.value,
}
