"""Half a multifidus: who takes over, and what does the disc bear then?"""

from dorsum import Subject, analyze

whole = analyze("carrying_one_hand", Subject())
weak = analyze("carrying_one_hand", Subject(strength={"multifidus": 0.5}))

columns = ["muscle", "side", "force_n"]
before, after = (result.to_dataframe("muscles")[columns].dropna() for result in (whole, weak))
both = before.merge(after, on=["muscle", "side"], suffixes=("", "_weak"))
both["more_n"] = both["force_n_weak"] - both["force_n"]
print(both.sort_values("more_n").round(1).iloc[[0, 1, -2, -1]])
for name, result in (("whole", whole), ("half a multifidus", weak)):
    print(f"{name}: L4/L5 bears {float(result.compression.sel(level='L4/L5')[0]):.0f} N")
