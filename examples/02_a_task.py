"""A task of your own: a woman sets a crate down to her right. What do her discs bear?"""

from dorsum import Load, Posture, Subject, Task, analyze

crate = Task(
    title="Setting down a crate to the right",
    posture=Posture(  # degrees from upright standing; left twist is positive
        trunk_inclination=40,
        lumbar_twist=-3,
        thoracic_twist=-12,
        knee_flexion_right=30,
        knee_flexion_left=30,
    ),
    loads=[Load(mass_kg=8, reference="shoulders", forward_m=0.35, up_m=-0.35, right_m=0.10)],
)
result = analyze(crate, Subject(sex="female", height_m=1.70, mass_kg=68))
print(result)
print(f"L4/L5: {float(result.compression.sel(level='L4/L5')[0]):.0f} N")
table = result.to_dataframe("levels")[["level", "compression_n", "anterior_shear_n", "pressure_mpa"]]
print(table.head(6).round(2))
result.save("crate.nc")  # opens again with dorsum.open_result("crate.nc")
result.report("crate.html")
