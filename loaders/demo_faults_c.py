"""Faults that the checks of rows C1 to C10 and of true figures must find; importing this registers all planters."""

from loaders import (
    demo_faults_c_homes,
    demo_faults_c_illness,
    demo_faults_c_members,
    demo_faults_c_money,
    demo_faults_c_persons,
    demo_faults_c_work,
)

__all__ = [
    "demo_faults_c_homes",
    "demo_faults_c_illness",
    "demo_faults_c_members",
    "demo_faults_c_money",
    "demo_faults_c_persons",
    "demo_faults_c_work",
]
