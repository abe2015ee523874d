"""The codebook as versioned data: what a version holds, how two differ, who codes by which."""
