"""Shows who can sign in: the administrator's new password once, the demo's accounts as demo."""

from ecoasset.launch.messages import say
from ecoasset.launch.prepare import Prepared

ROLES = {
    "assistant": "研究助理",
    "reviewer": "审核员",
    "manager": "项目经理",
    "analyst": "分析员",
    "administrator": "管理员",
}
LEFT_OUT = {
    "production": ("不载入演示数据：生产设置", "no demo: a production setting"),
    "real": ("不载入演示数据：已有真实版次", "no demo: there are real editions"),
    "removed": (
        "不载入演示数据：曾被停用或删除；要重新载入，用 --demo",
        "no demo: it was closed or deleted; --demo loads it again",
    ),
    "declined": (
        "不载入演示数据：曾用 --no-demo 启动；要载入，用 --demo",
        "no demo: a start with --no-demo; --demo loads it",
    ),
}


def show_sign_ins(prepared: Prepared) -> None:
    admin = prepared.json("ensure_admin")
    name, password = admin.get("username"), admin.get("password")
    if password:
        say(
            f"管理员 {name}  密码 {password}  （只显示这一次，请记下）",
            "administrator, password shown only this once",
        )
    elif name:
        say(
            f"管理员 {name}：密码已在首次启动时显示；遗失可用 manage.py set_password {name}",
            "administrator, password shown at the first start",
        )
    demo = prepared.json("load_demo")
    if demo.get("left_out") in LEFT_OUT:
        say(*LEFT_OUT[demo["left_out"]])
    for sign_in in demo.get("sign_ins", []):
        role, username, password = (sign_in[key] for key in ("role", "username", "password"))
        say(f"演示（合成）{ROLES.get(role, role)} {username}  密码 {password}", f"demo {role}")
