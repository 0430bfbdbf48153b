"""A small OpenSim model in both forms of the file: joints of every kind that is known, couplers, frames."""

ENDS = "<TransformAxis name='{name}'>", "</TransformAxis>"
AXIS = "<coordinates>{of}</coordinates><axis>{axis}</axis>{function}".join(ENDS)
LINEAR = "<LinearFunction><coefficients>{a} {b}</coefficients></LinearFunction>"
NONE = "<Constant><value>0</value></Constant>"
SPLINE = "<SimmSpline><x>-2 -1 0 1 2 3</x><y>-0.5 -0.3 0 0.1 0.4 0.5</y></SimmSpline>"
PIECES = "<PiecewiseLinearFunction><x>-2 0 2</x><y>-0.4 0 0.8</y></PiecewiseLinearFunction>"
CUBE = "<PolynomialFunction><coefficients>0.1 0 0.5 0</coefficients></PolynomialFunction>"
TIMES = "<MultiplierFunction><function>{of}</function><scale>1.5</scale></MultiplierFunction>"
# Of a custom joint: each of six motions as coordinate, axis, function.
FREE = [
    *(("lean", "0 0 -1", LINEAR.format(a=1, b=0)), ("list", "1 0 0", LINEAR.format(a=1, b=0))),
    *(("turn", "0 1 0", LINEAR.format(a=1, b=0)), ("ahead", "1 0 0", LINEAR.format(a=1, b=0))),
    *(("height", "0 1 0", LINEAR.format(a=1, b=0.9)), ("", "0 0 1", NONE)),
]
BACK = [
    *(("bow", "0 0 -1", LINEAR.format(a=1, b=0)), ("sway", "1 0 0", LINEAR.format(a=1, b=0))),
    *(
        ("twist", "0 1 0", LINEAR.format(a=1, b=0)),
        ("", "1 0 0", NONE),
        ("", "0 1 0", NONE),
        ("", "0 0 1", NONE),
    ),
]
ODD = [
    *(("odd", "0 0.6 0.8", SPLINE), ("odd", "1 0 0", PIECES), ("odd", "0 1 0", TIMES.format(of=CUBE))),
    *(("odd", "1 0 0", SPLINE), ("", "0 1 0", NONE), ("", "0 0 1", NONE)),
]
HIP, GIMBAL, PIN = "BallJoint", "GimbalJoint", "PinJoint"
# Name, kind or motions, parent, child, place and turn on the parent, the same on the child, coordinates.
JOINTS = [
    ("ground_pelvis", FREE, "ground", "pelvis", "0 0 0", "0 0 0", "0 0 0", "0 0 0", []),
    ("back", BACK, "pelvis", "torso", "-0.1 0.08 0", "0 0 0", "0 0 0", "0 0 0", []),
    ("neck", "UniversalJoint", "torso", "head", "0 0.5 0", "0 0 0", "0 -0.1 0", "0 0 0", ["nod", "shake"]),
    ("hip_r", GIMBAL, "pelvis", "femur_r", "-0.07 -0.07 0.08", "0 0 0", "0 0 0", "0 0 0", ["a", "b", "c"]),
    ("hip_l", HIP, "pelvis", "femur_l", "-0.07 -0.07 -0.08", "0 0 0", "0 0 0", "0 0 0", ["d", "e", "f"]),
    ("knee_r", PIN, "femur_r", "tibia_r", "0 -0.4 0", "0.02 0 0", "0 0 0", "0.02 0 0", ["knee_r"]),
    ("knee_l", PIN, "femur_l", "tibia_l", "0 -0.4 0", "0 0.1 0", "0 0 0", "0 0.1 0", ["knee_l"]),
    ("ankle_r", "WeldJoint", "tibia_r", "calcn_r", "0 -0.4 0", "0.1 0.2 0.3", "0.01 0 0", "0.3 0 -0.2", []),
    ("odd", ODD, "torso", "box", "0.3 0.1 0.2", "0.5 0.1 -0.4", "0.1 0.2 0", "0 0.3 0.1", []),
    ("sled", "PlanarJoint", "ground", "sled", "1 0 0", "0 0.5 0", "0 0 0", "0 0 0", ["yaw", "sx", "sy"]),
    ("rail", "SliderJoint", "sled", "cart", "0 1 0", "0 0 0.5", "0 0 0", "0 0 0", ["along"]),
]  # fmt: skip
GRAVITY = "<gravity>0 -9.8 0</gravity>"
END = "</Model></OpenSimDocument>"
COUPLED = ("twist", "sway", LINEAR.format(a=0.5, b=0))
DEFAULTS = {"odd": (0.7, "true")}


def _coordinate(name: str) -> str:
    default, locked = DEFAULTS.get(name, (0.0, "false"))
    return (
        f"<Coordinate name='{name}'><default_value>{default}</default_value><locked>{locked}</locked>"
        "<range>-3 3</range></Coordinate>"
    )


def _transform(motions: list[tuple[str, str, str]]) -> str:
    names = [f"{kind}{k}" for kind in ("rotation", "translation") for k in (1, 2, 3)]
    axes = (
        AXIS.format(name=name, of=of, axis=axis, function=function)
        for name, (of, axis, function) in zip(names, motions, strict=True)
    )
    return f"<SpatialTransform>{''.join(axes)}</SpatialTransform>"


def _names(kind: object, given: list[str]) -> list[str]:
    return given if isinstance(kind, str) else list(dict.fromkeys(of for of, _, _ in kind if of))  # type: ignore[attr-defined]


def four() -> str:
    """The model as OpenSim 4 writes it."""
    joints, bodies = "", ""
    for name, kind, parent, child, place, turn, own_place, own_turn, given in JOINTS:
        frames = "".join(
            f"<PhysicalOffsetFrame name='{body}_of_{name}'><socket_parent>{where}</socket_parent>"
            f"<translation>{at}</translation><orientation>{by}</orientation></PhysicalOffsetFrame>"
            for body, where, at, by in (
                (parent, "/ground" if parent == "ground" else f"/bodyset/{parent}", place, turn),
                (child, f"/bodyset/{child}", own_place, own_turn),
            )
        )
        tag = kind if isinstance(kind, str) else "CustomJoint"
        joints += (
            f"<{tag} name='{name}'><socket_parent_frame>{parent}_of_{name}</socket_parent_frame>"
            f"<socket_child_frame>{child}_of_{name}</socket_child_frame>"
            f"<coordinates>{''.join(map(_coordinate, _names(kind, given)))}</coordinates>"
            f"<frames>{frames}</frames>{'' if isinstance(kind, str) else _transform(kind)}</{tag}>"
        )
        bodies += f"<Body name='{child}'><mass>1</mass><inertia>1 1 1 0 0 0</inertia></Body>"
    return (
        f"<?xml version='1.0'?><OpenSimDocument Version='40000'><Model name='small'>{GRAVITY}"
        f"<BodySet><objects>{bodies}</objects></BodySet><JointSet><objects>{joints}</objects></JointSet>"
        f"<ConstraintSet><objects>{_coupler('isEnforced', 'true')}</objects></ConstraintSet>{END}"
    )


def three() -> str:
    """The same as OpenSim 3 writes it."""
    bodies = "<Body name='ground'><mass>0</mass></Body>"
    for name, kind, parent, child, place, turn, own_place, own_turn, given in JOINTS:
        tag = kind if isinstance(kind, str) else "CustomJoint"
        coordinates = "".join(map(_coordinate, _names(kind, given)))
        transform = "" if isinstance(kind, str) else _transform(kind)
        for function in (
            "LinearFunction",
            "Constant",
            "SimmSpline",
            "PiecewiseLinearFunction",
            "MultiplierFunction",
        ):
            transform = transform.replace(f"</axis><{function}>", f"</axis><function><{function}>")
            transform = transform.replace(
                f"</{function}></TransformAxis>", f"</{function}></function></TransformAxis>"
            )
        bodies += (
            f"<Body name='{child}'><mass>1</mass><mass_center>0 0 0</mass_center><Joint><{tag} name='{name}'>"
            f"<parent_body>{parent}</parent_body><location_in_parent>{place}</location_in_parent>"
            f"<orientation_in_parent>{turn}</orientation_in_parent><location>{own_place}</location>"
            f"<orientation>{own_turn}</orientation><CoordinateSet><objects>{coordinates}</objects></CoordinateSet>"
            f"{transform}</{tag}></Joint></Body>"
        )
    return (
        f"<?xml version='1.0'?><OpenSimDocument Version='30000'><Model name='small'>{GRAVITY}"
        f"<BodySet><objects>{bodies}</objects></BodySet>"
        f"<ConstraintSet><objects>{_coupler('isDisabled', 'false')}</objects></ConstraintSet>{END}"
    )


def _coupler(switch: str, on: str) -> str:
    follows, leads, function = COUPLED
    return (
        f"<CoordinateCouplerConstraint name='c'><{switch}>{on}</{switch}>"
        f"<coupled_coordinates_function>{function}</coupled_coordinates_function><independent_coordinate_names>{leads}</independent_coordinate_names>"
        f"<dependent_coordinate_name>{follows}</dependent_coordinate_name></CoordinateCouplerConstraint>"
    )
