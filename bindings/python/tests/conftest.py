"""What the tests share."""

import pytest

RULES = """指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }
规则 甲 "村村达标" { 每个 村: 收入 >= 5万元 截至 2025 }
规则 乙 "占比" { share(村: 收入 >= 5万元) >= 50% 截至 2025 }
"""

CSV = """指标,对象,时期,数值,计量单位
收入,东村,2025,6,万元
收入,西村,2025,4.99999999999,万元
收入,南村,2025,50000,元
"""


@pytest.fixture
def rules() -> str:
    return RULES


@pytest.fixture
def text() -> str:
    return CSV
