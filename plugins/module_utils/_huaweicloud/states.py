# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The status words of Huawei Cloud's services, in lower case, and the states that they mean to the engine."""

from __future__ import annotations

from .._engine.resource import FAILED, GONE, LEAVING, OTHER, RUNNING, STOPPED

#: Huawei reference, section 4.7.
FABRIC_RUN_STATES = {
    "running": RUNNING,
    "create_failed": FAILED,
    "update_failed": FAILED,
    "delete_failed": FAILED,
    "failed": FAILED,
    "deleting": LEAVING,
    "deleted": GONE,
    "frozen": OTHER,
    "inactive": OTHER,
    "trial_ended": OTHER,
}

#: The status words of MaaS are not documented (section 5.5), so these are the words that similar services use, in any
#: case and with any sign between their parts. OTHER has words for a settled state that is neither running nor stopped.
#: Any other word means CHANGING, so a missing word for a settled state costs a useless wait. So the lists are long.
_MAAS_WORDS = {
    RUNNING: "active activate activated alive available deployed effective enable enabled healthy inservice inuse"
    " launched live mounted normal ok on online open opened operational published ready resumed running serving start"
    " started subscribed succeed succeeded success successful true up usable valid working yes 1"
    " 启用 已启用 正常 运行 运行中 已运行 激活 已激活 生效 已生效 有效 可用 服务中 使用中 在线 上线 已上线 开启 已开启"
    " 已启动 已部署 已发布 已开通 成功 就绪",
    STOPPED: "close closed deactivate deactivated disable disabled down false inactive invalid no notdeployed"
    " notenabled notinservice notinuse notrunning off offline pause paused shutdown stop stopped suspend suspended"
    " unavailable undeployed unmounted unpublished unsubscribed 0"
    " 停用 已停用 未启用 禁用 已禁用 停止 已停止 未运行 未激活 失效 已失效 未生效 无效 不可用 离线 下线 已下线 关闭"
    " 已关闭 暂停 已暂停 挂起 已挂起 未部署 未发布 未开通",
    FAILED: "abnormal activatefailed createfailed deactivatefailed deletefailed deployfailed disablefailed enablefailed"
    " error exception fail failed failure fault faulty startfailed stopfailed unhealthy updatefailed"
    " 失败 异常 错误 故障 创建失败 部署失败 启动失败 停止失败 更新失败 删除失败",
    GONE: "deleted removed 已删除",
    LEAVING: "deleting removing terminating 删除中 正在删除",
    OTHER: "arrears banned blocked canceled cancelled complete completed concerning degraded done expired finished"
    " frozen idle limited locked overdue restricted terminated trialended warning"
    " 告警 欠费 冻结 已冻结 过期 已过期 到期 已到期 锁定 已锁定 受限 完成 已完成",
}
MAAS_RUN_STATES = {word: state for state, words in _MAAS_WORDS.items() for word in words.split()}

#: How the status of a MaaS endpoint begins that is being stopped.
MAAS_STOPPING = tuple("closing deactivating disabling pausing stopping suspending undeploying 停止中 停用中".split())
