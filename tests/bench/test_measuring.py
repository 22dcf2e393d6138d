"""What the bench makes of its figures; no time is asserted anywhere."""

from bench.load import _request
from bench.measuring import Line, line_of, ratio_of, side_by_side


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    ratio = ratio_of([(10, 10), (30, 10), (20, 10)])
    assert (ratio.low, ratio.median, ratio.high) == (1, 2, 3)
    assert (ratio.ours_per_s, ratio.floor_per_s) == (20, 10)


def test_ours_and_the_floor_take_turns() -> None:
    turns: list[str] = []

    def ours() -> int:
        turns.append("ours")
        return 1

    def floor() -> int:
        turns.append("floor")
        return 1

    side_by_side(ours, floor, rounds=2)
    assert turns == ["ours", "floor", "floor", "ours", "floor", "ours"]


def test_a_goal_is_met_or_short_and_never_rounded_up() -> None:
    ratio = ratio_of([(399, 1000)])
    line = line_of(ratio, area="a", what="w", unit="x", goal=0.40)
    assert line.outcome == "short"
    assert (
        Line(area="a", what="w", unit="kB", measured=60.0, goal=60, at_most=True).outcome == "met"
    )
    assert (
        Line(area="a", what="w", unit="kB", measured=60.1, goal=60, at_most=True).outcome == "short"
    )


def test_what_was_not_measured_is_neither_met_nor_short() -> None:
    assert Line(area="a", what="w", unit="x", goal=1.6).outcome == "not measured"
    assert Line(area="a", what="w", unit="x", measured=1).outcome == "for the record"


def test_a_request_is_one_that_a_server_can_read() -> None:
    assert _request("/1/5", {"Accept": "text/html"}) == (
        b"GET /1/5 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n"
    )
