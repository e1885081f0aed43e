"""Chinese sentences say who does what to whom, and where, by the order of their words."""

import pytest

from laterna.engines.animatic.reader import read


def told(prompt: str) -> set[tuple[str, str, str]]:
    """Names of the subjects in the prompt, joined by what they do to each other or how they stand."""
    shot = read(prompt).shots[0]
    names = {subject.id: subject.name for subject in shot.subjects}
    deeds = {(s.name, a.verb, names.get(a.target, "")) for s in shot.subjects for a in s.actions}
    places = {(names[r.subject], r.kind, names[r.object]) for r in shot.relations}
    return deeds | places


@pytest.mark.parametrize(
    ("prompt", "said", "never"),
    [
        # The place that opens a clause is where its own noun is, not where the last one was.
        ("奶奶坐在摇椅上织毛衣,壁炉里火焰跳动", ("火焰", "in", "壁炉"), ("奶奶", "in", "壁炉")),
        ("画家画画,窗台上花猫打盹", ("花猫", "on", "窗台"), ("画家", "on", "窗台")),
        # Whom a verb has as object is not who does it.
        ("徒弟站在老师傅身后看他打铁", ("徒弟", "looking_at", "老师傅"), ("徒弟", "work", "")),
        ("小狗围着小女孩转,女孩追它", ("小女孩", "chase", "小狗"), ("小狗", "chase", "小狗")),
        # What is brought to the front by 把 is what the deed is done to.
        ("猫跳上桌子,把它推倒", ("猫", "push", "桌子"), ("桌子", "push", "猫")),
        # 朝 belongs to the verb after it.
        ("女孩骑在妈妈肩上朝爷爷挥手", ("女孩", "toward", "爷爷"), ("女孩", "ride", "爷爷")),
        # 被 names who does it.
        ("骨头被小狗叼走了", ("小狗", "eat", "骨头"), ("骨头", "eat", "小狗")),
    ],
)
def test_word_order_tells_who_does_what(
    prompt: str, said: tuple[str, str, str], never: tuple[str, str, str]
) -> None:
    facts = told(prompt)
    assert said in facts
    assert never not in facts


@pytest.mark.parametrize(
    ("prompt", "garment", "color"),
    [
        ("穿红裙子的女孩", "dress", "red"),
        ("女孩一身白色长裙", "dress", "white"),
        ("戴着黑色礼帽的老人", "top_hat", "black"),
    ],
)
def test_clothes_are_worn_in_their_color(prompt: str, garment: str, color: str) -> None:
    (wearer,) = read(prompt).shots[0].subjects
    assert (garment, color) in {(worn.kind, worn.color) for worn in wearer.clothing}


@pytest.mark.parametrize(
    ("prompt", "count"),
    [("三只猫", 3), ("两个红苹果", 2), ("五、六个孩子", 5), ("一群羊", 5), ("十二只鸽子", 12)],
)
def test_counted_things_are_as_many(prompt: str, count: int) -> None:
    (counted,) = read(prompt).shots[0].subjects
    assert counted.count >= count


def test_who_falls_into_water_is_seen_from_above_and_who_swims_in_it_is_not() -> None:
    assert read("小猫掉进水里").shots[0].setting == "river"
    assert read("鱼在水里游").shots[0].setting == "underwater"


def test_an_audience_and_children_are_not_whoever_was_named_before() -> None:
    assert ("少女", "wave", "荧光棒") not in told("少女弹着电吉他,观众挥舞荧光棒")
    assert ("孩子们", "shout", "") in told("海豚跃出水面,观众席上孩子们欢呼")
    assert [s.kind for s in read("象妈妈给孩子们冲凉").shots[0].subjects] == ["quadruped", "quadruped"]


def test_one_person_is_somebody_and_being_alone_is_nobody_else() -> None:
    assert ("人", "run", "") in told("街上一个人跑过")
    assert len(read("她一个人坐着").shots[0].subjects) == 1
