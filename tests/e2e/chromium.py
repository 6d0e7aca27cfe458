"""Which browser the tests drive, and how it is started."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")

# Chromium goes by the last list alone, so Playwright's own is said again here.
OF_PLAYWRIGHT = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
# What the address bar drops down is a page, made anew for each context: three quarters of its cost.
ADDRESS_BAR = ("WebUIOmniboxAimPopup", "WebUIOmniboxPopup")

# The autoplay policy is the one people have: nothing here loosens it.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(OF_PLAYWRIGHT + ADDRESS_BAR)}",
    # Whatever a page may ask for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def launch_arguments() -> dict[str, object]:
    """Return Playwright's launch options: the machine's own Chromium, else Playwright's."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return {"args": list(ARGUMENTS)} | ({"executable_path": found} if found else {})
