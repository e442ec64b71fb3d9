"""Questions, answered from the policy in force."""
