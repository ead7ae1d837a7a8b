"""How many posts each service has, in list order: each post's occupancy and full-time equivalent, as two letters.

First letter: F filled, A agency, V vacant, N not stated, Z frozen, O under offer. Second: 1 full time, h half,
s 0.6, e 0.8, t 0.811 (30 hours of 37). A star marks a term-time post (44.6 paid weeks). The counts are those of the
published 2017 report (390 posts: 277 permanent, 67 agency, 33 vacant, 13 that nothing explains).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Team:
    """A service's posts. The first is its manager's, to whom the others report."""

    service: str
    cost_centre: str
    codes: str

    def posts(self) -> list[str]:
        return self.codes.split()


TRUST = (
    Team(
        "First Contact and MASH",
        "01110",
        "Vh Ft F1 Fh A1 F1 A1 Fe F1 F1 A1 V1 A1 Vs F1 Fs Ft Ft F1 F1 F1 Fh F1 F1 Vt A1 F1 F1 A1 Fs Ne F1 Ae A1",
    ),
    Team(
        "Assessment",
        "01120",
        "F1 At Fs Nt F1 A1 F1 F1 F1 Fs V1 Ae F1 F1 Fs Ft Ft Ft F1 F1 F1 Fs Ft F1 F1 Fh F1 Ah F1 F1 "
        "Ft F1 As Fs F1 Fs F1 Ft F1 F1 F1 F1 F1 F1",
    ),
    Team(
        "Child Protection Hubs",
        "01130",
        "F1 Vt F1 Ft Fs F1 A1 Fe Ft Fh Fh A1 F1 F1 V1 Fh As F1 A1 F1 A1 Fe F1 N1 F1 F1 Fe F1 Fs V1 "
        "F1 F1 Fe A1 F1 A1 Fh F1 Ft F1 F1 A1 F1 F1 F1 Nt F1 A1 F1 F1 V1 Ah F1 F1 F1 Fs F1 Ae F1 A1 "
        "F1 Ft Fs A1 F1 V1 Fe V1 Fh F1 V1 A1 V1 F1 F1 F1 F1 F1 Fh F1 F1 F1 Fh A1 A1 F1 F1 Nt",
    ),
    Team(
        "Children Looked After and Leaving Care",
        "01140",
        "Ft Fh F1 F1 F1 F1 Ft Fh A1 F1 V1 At F1 F1 A1 F1 Ae V1 F1 F1 F1 Fh F1 F1 F1 A1 F1 F1 F1 Ae "
        "Fe Fh F1 F1 F1 Vs F1 F1 Fs Ft Fs F1 F1 A1 F1 Ns Fh Ah F1 Fh F1 Fh F1 A1 A1 F1 Fe F1 At At "
        "N1 V1 A1 Ah F1 Fh",
    ),
    Team(
        "Fostering",
        "01150",
        "F1 F1 A1 F1 V1 F1 F1 F1 F1 F1 N1 A1 Fs Fs F1 A1 At Fh F1 At F1 F1 F1 A1 Ft F1 Vt F1",
    ),
    Team(
        "Adoption",
        "01160",
        "F1 Fh F1 V1 F1 Fe Ft Nt A1 A1 F1 Fh F1 F1",
    ),
    Team(
        "Residential Unit",
        "01170",
        "F1 Fh Ft A1 Ae F1 F1 Fh F1 F1 V1 F1 F1 N1 F1 Fe F1 Ae F1 F1 A1 Vs F1 V1 F1 V1 F1 A1 F1 F1",
    ),
    Team(
        "Virtual School",
        "01180",
        "Ft V1 Ft F1 F1 F1 N1 Ae A1 V1",
    ),
    Team(
        "Independent Reviewing and LADO",
        "01190",
        "F1 V1 F1 F1 A1 F1 F1 F1 Fh Ft F1 F1 A1 F1 F1 F1",
    ),
    Team(
        "Operational Commissioning",
        "01200",
        "V1 F1 F1 Fe Fe F1 F1 Fe F1 A1 F1 Fs",
    ),
    Team(
        "Business Support",
        "01210",
        "As F1 V1 A1 At A1 Fh F1 F1 F1 F1 F1 Fe F1 V1 Fh F1 F1 V1 Fs F1 F1 Fe F1 F1 Nh Vt Fh Nt F1 "
        "F1 Ft F1 V1 F1 F1 Fh Fe F1 F1 F1 F1 F1 F1 A1 Fe F1 A1",
    ),
)

COUNCIL = (
    Team(
        "Early Help Hub (Family Support)",
        "02310",
        "V1 F1 F1 Ve F1 F1 F1 F1 F1 F1 Fe V1 Ft Fs F1 F1 F1 Fe F1 Zh Fe F1 Ft F1",
    ),
    Team(
        "Targeted Youth Prevention incl. NEET",
        "02320",
        "F1 Ft F1 F1 F1 F1 F1 F1 F1 O1 F1 V1 Fe F1 V1 Fh F1 Fe",
    ),
    Team(
        "Children's Centres",
        "02330",
        "Fh F1 Fe Fh Fh F1 F1* F1 F1 F1 F1 F1* O1 F1 F1 F1* A1 Fh* F1 F1 F1* F1 F1 Fh* Fe F1 F1 F1 Fe Ft* "
        "Fe* F1* F1 Fs V1 F1 Fh Vs Fs Fs",
    ),
    Team(
        "Early Years Quality and Learning",
        "02340",
        "Fh Fe Vs Fh F1 A1 F1 F1 F1 Fh F1 A1 F1 Ft",
    ),
    Team(
        "Family Information Service",
        "02350",
        "A1 F1 F1 F1 F1 F1",
    ),
    Team(
        "Troubled Families Programme",
        "02360",
        "Ft F1 F1 F1 V1",
    ),
    Team(
        "Children's Mental Health",
        "02370",
        "N1 F1 F1 F1",
    ),
    Team(
        "SEND Outreach and SENDIASS",
        "02380",
        "F1 Fe N1 V1 F1 F1",
    ),
)
