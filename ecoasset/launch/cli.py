"""`./run`: options, the order of the steps, and the one line for whatever goes wrong."""

import argparse
import ipaddress
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from types import FrameType
from typing import NamedTuple, NoReturn

from ecoasset import env
from ecoasset.launch import children, instance, venv
from ecoasset.launch.messages import Progress, Refusal, make_printable, say
from ecoasset.launch.prepare import Prepared, prepare
from ecoasset.launch.sign_ins import show_sign_ins
from ecoasset.launch.supervisor import Supervisor, last_lines
from ecoasset.launch.sweep import SweepWatch
from ecoasset.paths import DataFolder, keep_private

START_SECONDS = 60.0


class Place(NamedTuple):
    """Where the pages are served."""

    host: str
    port: int


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 served and stopped, 1 refused, 130 interrupted before serving."""
    make_printable()
    keep_private()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return _start(_parse(arguments))
    except (Refusal, env.SettingError) as refused:
        print(refused, file=sys.stderr)
        return 1
    except OSError as error:
        where = error.filename or ""
        print(f"无法继续：{error.strerror} {where} / cannot go on: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("已中断", "interrupted")
        return 130


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run", description="安装所需并启动服务 / install what is needed and serve"
    )
    parser.add_argument("--port", type=_port, default=8000, help="端口 / port (8000)")
    parser.add_argument(
        "--host",
        type=_host,
        default=instance.HOST,
        help="监听地址 / address to serve on (127.0.0.1)",
    )
    parser.add_argument("--data", metavar="DIR", help="数据文件夹 / data folder (var/)")
    demo = parser.add_mutually_exclusive_group()
    demo.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        default=None,
        help="不载入演示数据，以后也不 / no demo edition, from now on",
    )
    demo.add_argument(
        "--demo",
        action="store_true",
        default=None,
        help="重新载入演示数据 / load the demo editions again",
    )
    parser.add_argument(
        "--new-database",
        action="store_true",
        help="空库从头开始 / start anew in an empty database",
    )
    parser.add_argument("--setup", action="store_true", help="只准备、不启动 / do not serve")
    return parser.parse_args(arguments)


def _host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”应为 IP 地址 / '{text}' is not an IP address"
        ) from None


def _warn_of_strangers(host: str, config: env.Config) -> None:
    if not ipaddress.ip_address(host).is_loopback and not config.https:
        say(
            f"注意：{host} 可从其他机器访问，而传输没有加密，密码可被旁人读取；"
            "请改用 HTTPS 代理（docs/proxy/），只监听 127.0.0.1",
            f"WARNING: {host} is open to other machines without encryption: passwords can be "
            "read on the way. Serve on 127.0.0.1 behind an HTTPS proxy instead (docs/proxy/)",
        )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(
            f"“{text}”应为 1 至 65535 之间的整数 / '{text}' is not a number from 1 to 65535"
        )
    return int(text)


def _start(options: argparse.Namespace) -> int:
    environ = dict(os.environ)
    if options.data:
        environ["ECOASSET_DATA"] = options.data
    config = env.read(environ)
    data = DataFolder(config.data)
    data.prepare()
    with instance.only_instance(data):
        instance.remove_leftovers(data)
        if not options.setup:
            instance.check_port(options.port, options.host)
        children_count = 0 if options.setup else 2 if config.redis_url else 3
        progress = Progress((6 if options.demo is False else 7) + children_count)
        prepared = _set_up(data, progress, demo=options.demo, new_database=options.new_database)
        if options.setup:
            show_sign_ins(prepared)
            say("准备完成，用 ./run 启动", "ready; start with ./run")
            return 0
        return _serve(data, config, Place(options.host, options.port), progress, prepared)


def _set_up(
    data: DataFolder, progress: Progress, *, demo: bool | None, new_database: bool
) -> Prepared:
    with instance.only_setup():
        with progress.step("Python 环境 .venv", "Python environment .venv"):
            venv.make()
        with progress.step("安装软件包", "packages"):
            if not venv.ready(venv.RUNTIME):
                venv.install(venv.RUNTIME)
    return prepare(data, progress, demo=demo, new_database=new_database)


def _serve(
    data: DataFolder, config: env.Config, place: Place, progress: Progress, prepared: Prepared
) -> int:
    supervisor = Supervisor(data, children.environment(data))
    shown = False
    with supervisor.signals():
        try:
            _start_children(supervisor, data, config, place, progress)
            if not supervisor.stopping.is_set():
                print()
                say(f"地址 http://{children.address(place.host, place.port)}/", "address")
                _warn_of_strangers(place.host, config)
            show_sign_ins(prepared)
            shown = True
            say("按 Ctrl-C 停止", "Ctrl-C stops it")
            supervisor.watch()
        finally:
            if not shown:  # the password was generated: it must not be lost with this start
                show_sign_ins(prepared)
            say("正在停止……", "stopping …")
            supervisor.stop()
    return 0


def _start_children(
    supervisor: Supervisor, data: DataFolder, config: env.Config, place: Place, progress: Progress
) -> None:
    if not config.redis_url:
        with progress.step("启动内嵌 Valkey", "embedded Valkey"):
            _start_child(supervisor, children.broker(data), partial(children.broker_answers, data))
    with progress.step("启动后台任务进程", "worker"):
        supervisor.start(children.worker(data))
        supervisor.start(children.studies(data))
        supervisor.start(children.beat(data))
    supervisor.sweep = SweepWatch(data.sweep_mark, config.sweep_seconds)
    with progress.step("启动网页服务", "web server"):
        _start_child(
            supervisor,
            children.web(data, config, place.port, place.host),
            partial(children.web_answers, place.port, place.host),
        )


def _start_child(supervisor: Supervisor, child: children.Child, answers: children.Answers) -> None:
    running = supervisor.start(child)

    def alive() -> bool:
        return running.process.poll() is None and not supervisor.stopping.is_set()

    if not children.wait_for(answers, alive, START_SECONDS) and not supervisor.stopping.is_set():
        print(last_lines(child.log), file=sys.stderr)
        raise Refusal(
            f"{child.name} 没有启动成功，日志 {child.log}",
            f"{child.name} did not start, see {child.log}",
        )
