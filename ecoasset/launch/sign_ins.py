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
    for sign_in in prepared.json("load_demo").get("sign_ins", []):
        role, username, password = (sign_in[key] for key in ("role", "username", "password"))
        say(f"演示（合成）{ROLES.get(role, role)} {username}  密码 {password}", f"demo {role}")
